// The lines of the listener page, run as a pipeline runs them: the script is taken out of each text and given to a real
// shell with a real curl and the variables that CI system sets, against a real listener. PowerShell is only looked at.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { must } from '../src-shared/assert.ts'
import { eventsFile, type SnippetChoice } from '../src-shared/snippets/choice.ts'
import { ciSystems } from '../src-shared/snippets/ci.ts'
import { dialects } from '../src-shared/snippets/dialects.ts'
import { snippet } from '../src-shared/snippets/snippet.ts'
import { pipelines, repo, runScript, scriptOf } from './helpers/pipelines.ts'
import { type Door, openDoor } from './listener/door.ts'

const shells = ciSystems.filter((ci) => ci.language !== 'powershell').map((ci) => ci.id)
const yaml = ciSystems.filter((ci) => ci.language === 'yaml').map((ci) => ci.id)
/** A name that a shell, Groovy, YAML, GitHub, Azure and CircleCI each would read in a way of their own. */
const trap = `Bob's "shop" \${{ x }} $(x) <<y>> %2F & 50% \`id\` \\n '''é🚀`

function choose(
  ci: string,
  dialect: string,
  door: Pick<Door, 'port'>,
  more: Partial<SnippetChoice> = {},
): SnippetChoice {
  const address = `http://127.0.0.1:${door.port}`
  return { ci, dialect, address, secret: 'SHIPLOG_KEY', system: 'shop', failures: true, harmless: false, ...more }
}

async function arrived(door: Door) {
  const { rows } = await door.ask('deployments.list', {})
  return rows
}

describe.each(dialects.map((dialect) => dialect.id))('%s', (dialect) => {
  test.each(shells)('%s: a deployment that succeeded arrives', async (ci) => {
    const door = await openDoor()
    const run = must(pipelines[ci], 'because each has its variables')
    const { text } = snippet(choose(ci, dialect, door, { system: trap }))
    const ended = await runScript(scriptOf(ci, text), ci, { ...run.env, SHIPLOG_KEY: door.key })
    expect(ended).toMatchObject({ code: 0 })
    const rows = await arrived(door)
    expect(rows.map((row) => [row.system, row.environment, row.state, row.sources])).toEqual([
      [trap, 'production', 'succeeded', [dialect]],
    ])
    const { rows: kept } = await door.ask('journal.list', {})
    const { body } = await door.ask('journal.get', { id: kept[0]?.id ?? 0 })
    expect(body).toContain(run.commit)
    expect(body).not.toContain('password')
    const said = [...JSON.stringify(JSON.parse(body ?? '')).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(
      ([, one]) => one ?? '',
    )
    expect(said.filter((one) => run.id.test(one)).length).toBeGreaterThan(0)
    // Nothing that was in a name ran.
    expect(runGitStatus()).toBe('')
  })

  test.each(shells)('%s: one that failed is told where the dialect can say so', async (ci) => {
    const door = await openDoor()
    const run = must(pipelines[ci], 'because each has its variables')
    const env = { ...run.env, ...run.failed, SHIPLOG_KEY: door.key }
    const { text } = snippet(choose(ci, dialect, door))
    expect(await runScript(scriptOf(ci, text), ci, env, 'false')).toMatchObject({ code: 0 })
    const known =
      must(
        dialects.find((one) => one.id === dialect),
        'because it is listed',
      ).results !== null
    expect((await arrived(door)).map((row) => row.state)).toEqual([known ? 'failed' : 'succeeded'])
  })
})

function runGitStatus(): string {
  return repo.git(['status', '--porcelain', '--ignored']).trim()
}

// Of curl's alone the id is the second it ran in.
test.each(shells.filter((ci) => ci !== 'curl'))(
  '%s: written into a file for later, it is imported as it would have been sent',
  async (ci) => {
    const door = await openDoor()
    const run = must(pipelines[ci], 'because each has its variables')
    const { text } = snippet(choose(ci, 'pulse', door, { system: trap, later: true }))
    expect(text).not.toContain('SHIPLOG_KEY')
    const file = path.join(repo.path, eventsFile)
    try {
      expect(await runScript(scriptOf(ci, text), ci, run.env)).toMatchObject({ code: 0 })
      expect(await runScript(scriptOf(ci, text), ci, { ...run.env, ...run.failed }, 'false')).toMatchObject({ code: 0 })
      expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
      await door.ask('imports.run', { file })
    } finally {
      rmSync(file, { force: true })
    }
    // One job told twice how it ended; the last word counts.
    const rows = await arrived(door)
    expect(rows.map((row) => [row.system, row.environment, row.state])).toEqual([[trap, 'production', 'failed']])
  },
)

test('a key of odd characters goes through curl into a header and into a query', async () => {
  const key = 'q83vEjRWeJ+/AbC9/d4+XyZ0==&#%41"$'
  for (const dialect of ['shiplog', 'pulse']) {
    const door = await openDoor({ key })
    const { text } = snippet(choose('curl', dialect, door))
    expect(await runScript(text, 'curl', { SHIPLOG_KEY: key })).toMatchObject({ code: 0 })
    expect(await arrived(door)).toHaveLength(1)
    await door.close()
  }
})

test('a report that is refused or not heard fails the build, unless it must never', async () => {
  const door = await openDoor()
  const env = { ...must(pipelines['github'], 'because it is listed').env, SHIPLOG_KEY: 'nobody knows this key' }
  for (const [port, says] of [
    [door.port, 'key'],
    [1, 'connect'],
  ] as const) {
    const strict = snippet(choose('github', 'shiplog', { port }))
    const refused = await runScript(scriptOf('github', strict.text), 'github', env)
    expect(refused.code).not.toBe(0)
    // The reason stands in the build's log.
    expect(refused.output).toContain(says)
    const { text } = snippet(choose('github', 'shiplog', { port }, { harmless: true }))
    const ended = await runScript(scriptOf('github', text), 'github', env)
    expect(ended.code).toBe(0)
    expect(ended.output).toContain('Shiplog was not told.')
  }
})

test('without failures no script asks how it ended, and the step stays a plain one', () => {
  for (const { id } of ciSystems) {
    const plain = snippet(choose(id, 'devlake', { port: 8787 }, { failures: false })).text
    expect(plain).not.toMatch(/always|on_fail|after.script|esac|LASTEXITCODE/)
    expect(plain).toContain('SUCCESS')
    const always = snippet(choose(id, 'devlake', { port: 8787 })).text
    expect(always).toMatch(/always|after.script|esac|LASTEXITCODE/)
    expect(always).toContain('FAILURE')
  }
})

test.each(yaml)('%s: the text is YAML of keys, items and one block', (ci) => {
  for (const failures of [true, false])
    for (const { id } of dialects) {
      const { text } = snippet(choose(ci, id, { port: 8787 }, { failures, system: trap }))
      expect(text).not.toContain('\t')
      const lines = text.split('\n').slice(0, -1)
      let block = -1
      for (const line of lines) {
        const deep = line.search(/\S/)
        if (block !== -1 && deep > block) continue
        expect(deep % 2).toBe(0)
        // A comment, or a key and an item with a value on the line or below; no value begins like something else.
        expect(line).toMatch(/^ *(?:#.*|(?:- )*(?:[\w-]+:(?: [^\s&*!|>'"%@`{[].*)?|[\w-]+: \||\||\.\/deploy\.sh))$/)
        block = line.endsWith('|') ? deep + (/^ *((?:- )*)/.exec(line)?.[1] ?? '').length - 1 : -1
        // An item's block may stand as deep as the item's text.
        if (line.trim() === '- |') block = deep
      }
    }
})

test('powershell: every quote and bracket is closed, and the secret is a variable', () => {
  for (const { id } of dialects)
    for (const failures of [true, false])
      for (const harmless of [true, false]) {
        const { text } = snippet(choose('powershell', id, { port: 8787 }, { failures, harmless, system: trap }))
        expect(text).toContain('$env:SHIPLOG_KEY')
        if (id !== 'pulse' && id !== 'devlake') expect(text).toContain(`'${trap.replaceAll("'", "''")}'`)
        const bare = text
          .replace(/^#.*$/gm, '')
          .replace(/'(?:[^']|'')*'/g, '')
          .replace(/"[^"\n]*"/g, '')
        expect(bare).not.toMatch(/['"]/)
        for (const [open, close] of ['()', '{}', '[]'] as const)
          expect(bare.split(open as string).length).toBe(bare.split(close as string).length)
      }
})

test('the key and the person who deploys stand in no text', () => {
  for (const ci of ciSystems)
    for (const dialect of dialects) {
      const { text } = snippet(choose(ci.id, dialect.id, { port: 8787 }))
      expect(text).toContain('SHIPLOG_KEY')
      expect(text).not.toMatch(/actor|user_?(?:name|login|email|id)|requestedfor|initiator|deployed_by/i)
    }
})

test.each([
  ...dialects.map(({ id }) => ['curl', id] as const),
  ...shells.filter((ci) => ci !== 'curl').map((ci) => [ci, 'shiplog'] as const),
])('%s, %s: signed, and the key goes nowhere', async (ci, dialect) => {
  const door = await openDoor()
  const { key } = await door.ask('keys.add', { name: 'signs', signs: true })
  await door.ask('keys.revoke', { name: 'ci' })
  const run = must(pipelines[ci], 'because each has its variables')
  const { text } = snippet(choose(ci, dialect, door, { system: trap, signed: true }))
  expect(await runScript(scriptOf(ci, text), ci, { ...run.env, SHIPLOG_KEY: key })).toMatchObject({ code: 0 })
  expect((await arrived(door)).map((row) => [row.system, row.state])).toEqual([[trap, 'succeeded']])
  expect((await door.ask('journal.get', { id: 1 })).key).toBe('signs')
})
