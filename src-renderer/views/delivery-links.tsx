// The deliveries that reported a thing, each a link to it in the journal.
import { Link } from 'wouter'
import { count } from '../parts/format.ts'
import { useView } from '../view-state.ts'
import css from './detail.module.css'

export function DeliveryLinks({ ids }: { ids: readonly number[] }) {
  const { here } = useView()
  return (
    <span className={css['links']}>
      {ids.slice(0, 20).map((id) => (
        <Link key={id} href={here({ open: { kind: 'delivery', number: id } })}>
          delivery {id}
        </Link>
      ))}
      {ids.length > 20 ? ` and ${count(ids.length - 20)} more` : null}
    </span>
  )
}
