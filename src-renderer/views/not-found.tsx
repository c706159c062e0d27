// An address that leads nowhere.
import { ButtonLink } from '../parts/button.tsx'
import { Empty } from '../parts/panel.tsx'
import { useView } from '../view-state.ts'
import { Page } from './page.tsx'

export function NotFoundPage() {
  const { path, to } = useView()
  return (
    <Page title="No such page">
      <Empty title={`There is no page at ${path}`} action={<ButtonLink to={to('/')}>Overview</ButtonLink>}>
        The link may be from another version of Shiplog, or mistyped.
      </Empty>
    </Page>
  )
}
