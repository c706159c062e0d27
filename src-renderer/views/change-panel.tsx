// One change: for each environment since when it is there, how long it waited for it, or that it still waits.
import { Link } from 'wouter'
import type { Found, Place } from '../../src-shared/contract/changes.ts'
import type { Output } from '../../src-shared/contract/index.ts'
import { ButtonLink } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { cx } from '../parts/cx.ts'
import { Facts } from '../parts/facts.tsx'
import { counted, duration, shortId } from '../parts/format.ts'
import { Inspector, type PanelBack, Section } from '../parts/inspector.tsx'
import { ErrorNote, Note, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './detail.module.css'

export function ChangePanel({ change, back, onClose }: PanelBack & { change: string }) {
  const { to } = useView()
  const one = useCall('changes.where', { change }, { keep: false })
  const { data, error } = one
  const unknown = error?.reply.code === 'not_found'
  return (
    <Inspector kind="Change" title={titleOf(change, data)} back={back} onClose={onClose}>
      {unknown ? (
        <Note
          action={
            <ButtonLink size="small" to={to('/systems')}>
              Add a repository
            </ButtonLink>
          }
        >
          {error.message}
        </Note>
      ) : error === null ? null : (
        <ErrorNote what="The change could not be shown." error={error} onRetry={() => void one.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={260} /> : null}
      {data?.rows.map((row) => (
        <Detail key={row.system} found={row} many={data.rows.length > 1} />
      ))}
      {data === undefined || data.candidates.length === 0 ? null : <Candidates rows={data.candidates} />}
    </Inspector>
  )
}

function titleOf(change: string, data: Output<'changes.where'> | undefined): string {
  return data?.rows[0]?.title ?? shortId(data?.rows[0]?.id ?? change)
}

function Detail({ found, many }: { found: Found; many: boolean }) {
  return (
    <>
      <Facts
        facts={[
          ['System', many ? <b key="system">{found.system}</b> : (found.system ?? 'none')],
          found.repo === null ? null : ['Repository', found.repo],
          [found.repo === null ? 'Id' : 'Commit', <Id key="id" id={found.id} />],
          found.author === null ? null : ['Author', found.author],
          found.co_authors.length === 0 ? null : ['With', found.co_authors.join(', ')],
          found.kind === null ? null : ['Kind', <Tag key="kind">{found.kind}</Tag>],
          found.of.length === 0
            ? null
            : [found.kind === 'cherry-pick' ? 'Picked from' : 'Takes back', <Commits key="of" ids={found.of} />],
          found.reverted_by.length === 0 ? null : ['Taken back by', <Commits key="by" ids={found.reverted_by} />],
          found.authored_at_ms === null ? null : ['Authored', <Time key="authored" ms={found.authored_at_ms} />],
          found.committed_at_ms === null || found.committed_at_ms === found.authored_at_ms
            ? null
            : ['Committed', <Time key="committed" ms={found.committed_at_ms} />],
          found.start_unknown
            ? ['Began', 'unknown: squashed. It counts from its own date; the commits of its pull request are not here.']
            : found.start_at_ms === null
              ? ['Began', 'unknown']
              : found.start_at_ms === found.authored_at_ms
                ? null
                : ['Began', <Time key="began" ms={found.start_at_ms} />],
          found.reached_at_ms === null ? null : ['Main line', <Time key="reached" ms={found.reached_at_ms} />],
          found.parents.length === 0
            ? null
            : [found.parents.length === 1 ? 'Parent' : 'Parents', <Commits key="parents" ids={found.parents} />],
        ]}
      />
      {found.abandoned ? <Note>No branch and no tag leads to it any more, as last scanned.</Note> : null}
      <Section title="Environments">
        {found.system === null ? (
          <p className="dim">It touches the paths of none of the systems in {found.repo}.</p>
        ) : found.environments.length === 0 ? (
          <p className="dim">No deployment of {found.system} is known.</p>
        ) : null}
        <ul className={css['rows']}>
          {found.environments.map((place) => (
            <Environment key={place.environment} place={place} abandoned={found.abandoned} />
          ))}
        </ul>
      </Section>
    </>
  )
}

function Id({ id }: { id: string }) {
  return (
    <span className={css['links']}>
      <span className={cx('mono', css['id'])}>{id}</span>
      <CopyButton size="small" text={id} />
    </span>
  )
}

function Commits({ ids }: { ids: readonly string[] }) {
  const { here } = useView()
  return (
    <span className={css['links']}>
      {ids.map((id) => (
        <Link key={id} href={here({ change: id, open: null })} className="mono" title={id}>
          {shortId(id)}
        </Link>
      ))}
    </span>
  )
}

function Environment({ place, abandoned }: { place: Place; abandoned: boolean }) {
  const { here } = useView()
  const { environment, first, waited_ms, parts, unclear, now } = place
  const waited = waited_ms === null ? null : duration(waited_ms)
  return (
    <li>
      <span>
        <b>{environment}</b> {now === true ? <Tag>there now</Tag> : null}
        {now === false && first !== null ? <Tag title="What runs there now does not contain it.">no longer</Tag> : null}
      </span>
      {first === null ? <span /> : <Time ms={first.finished_at_ms} />}
      <p>
        {first === null ? (
          <Word name="undeployed">
            {unclear > 0 ? 'Unknown' : abandoned ? 'Never' : 'Not yet'}
            {waited === null || abandoned ? '' : `, ${unclear === 0 ? 'waiting' : 'written'} for ${waited}`}
          </Word>
        ) : (
          <>
            {'first with '}
            <Link href={here({ open: { kind: 'deployment', number: first.number } })} title={first.id}>
              {first.version ?? shortId(first.id)}
            </Link>
            {waited === null ? null : `, after ${waited}`}
            {parts === null || parts.to_main_ms === 0
              ? null
              : `: ${duration(parts.to_main_ms)} to the main line, ${duration(parts.to_deployed_ms)} from there`}
          </>
        )}
      </p>
      {unclear === 0 ? null : (
        <p className={css['why']}>
          {counted(unclear, 'deployment')} {first === null ? 'since it was written' : 'before that'} may have contained
          it: {unclear === 1 ? 'it says' : 'they say'} no commit of a scanned repository.
        </p>
      )}
    </li>
  )
}

function Candidates({ rows }: { rows: Output<'changes.where'>['candidates'] }) {
  const { here } = useView()
  return (
    <Section title="Several commits begin so" note={counted(rows.length, 'commit')}>
      <ul className={css['rows']}>
        {rows.map((row) => (
          <li key={`${row.repo} ${row.id}`}>
            <Link href={here({ change: row.id, open: null })}>{row.title}</Link>
            {row.start_at_ms === null ? <span /> : <Time ms={row.start_at_ms} />}
            <p className={css['parts']}>
              <span className="mono">{row.id}</span>
              <span>{row.author}</span>
              <span>{row.repo}</span>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
