// The webhooks of providers, one after the other.
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { providers } from '../../src-shared/providers/index.ts'
import { Panel } from '../parts/panel.tsx'
import { ListenerProvider } from './listener-provider.tsx'
import css from './listener-hooks.module.css'

export function ListenerHooks({ listener }: { listener: ListenerState }) {
  return (
    <Panel title="Webhooks of providers" sub="sent by the provider itself, without a pipeline">
      <div className={css['hooks']}>
        {providers.map((provider) => (
          <ListenerProvider key={provider.id} provider={provider} listener={listener} />
        ))}
      </div>
    </Panel>
  )
}
