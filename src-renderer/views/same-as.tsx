// Saying that two names mean one system, or one environment.
import { Choice } from '../parts/choice.tsx'
import { useDecide } from './decide.ts'

export function SameAs({ what, name, others }: { what: 'system' | 'environment'; name: string; others: string[] }) {
  const { decide, busy } = useDecide('decisions.join')
  if (others.length === 0) return null
  return (
    <Choice
      label={`${name} is the same ${what} as`}
      options={[{ value: '', label: `${name} is …` }, ...others.map((other) => ({ value: other, label: other }))]}
      value=""
      verb="Join"
      busy={busy}
      onChoose={(into) => decide({ what, from: name, into }, `${name} counts as ${into} now.`)}
    />
  )
}
