// What each CI system gives to a script, and a shell that runs one as they do: bash with what a runner has, curl and git
// among it, in a clone whose remote holds a password. Names hold what people put into names.
import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import { must } from '../../src-shared/assert.ts'
import { createRepo, temporaryPath } from './repos.ts'

const sha = '3f786850e387550fdab836ed7e6dc881de23001b'
/** What people name may hold anything; none of it may reach a body as it is. */
const odd = `feat/"quoted" it's $(touch pwned) \`touch pwned\``
export const repo = createRepo()
const local = repo.commit({ message: 'Released' })
repo.git(['remote', 'add', 'origin', 'https://user:password@git.example/acme/shop.git'])

export interface Pipeline {
  env: Record<string, string>
  /** Its word for a job that failed. */
  failed: Record<string, string>
  commit: string
  id: RegExp
}

export const pipelines: Record<string, Pipeline> = {
  github: {
    env: {
      GITHUB_RUN_ID: '9001',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_SHA: sha,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REF_NAME: odd,
      JOB_STATUS: 'success',
    },
    failed: { JOB_STATUS: 'failure' },
    commit: sha,
    id: /^9001\.2$/,
  },
  gitlab: {
    env: {
      CI_JOB_ID: '77',
      CI_COMMIT_SHA: sha,
      CI_COMMIT_REF_NAME: odd,
      CI_JOB_URL: 'https://gitlab.example/acme/shop/-/jobs/77',
      CI_PROJECT_URL: 'https://gitlab.example/acme/shop',
      CI_JOB_STATUS: 'success',
    },
    failed: { CI_JOB_STATUS: 'failed' },
    commit: sha,
    id: /^77$/,
  },
  jenkins: {
    env: {
      BUILD_TAG: `jenkins-Deploy "shop" it's-12`,
      JOB_NAME: `Deploy "shop" it's`,
      GIT_COMMIT: sha,
      GIT_BRANCH: odd,
      BUILD_URL: 'https://jenkins.example/job/Deploy%20%22shop%22%20it%27s/12/',
      GIT_URL: 'https://git.example/acme/shop.git',
      RESULT: 'SUCCESS',
    },
    failed: { RESULT: 'UNSTABLE' },
    commit: sha,
    id: /^jenkins-Deploy shop it's-12$/,
  },
  circleci: {
    env: {
      CIRCLE_BUILD_NUM: '12',
      CIRCLE_SHA1: sha,
      CIRCLE_BRANCH: odd,
      CIRCLE_BUILD_URL: 'https://circleci.example/gh/acme/shop/12',
      CIRCLE_REPOSITORY_URL: 'git@git.example:acme/shop.git',
    },
    failed: { DEPLOY_RESULT: 'failed' },
    commit: sha,
    id: /^12$/,
  },
  azure: {
    env: {
      BUILD_BUILDID: '345',
      SYSTEM_JOBATTEMPT: '1',
      BUILD_SOURCEVERSION: sha,
      BUILD_SOURCEBRANCHNAME: odd,
      BUILD_REPOSITORY_URI: 'https://dev.example/acme/My%20Project/_git/shop',
      SYSTEM_COLLECTIONURI: 'https://dev.example/acme/',
      SYSTEM_TEAMPROJECTID: '0f0f0f0f-0000-4000-8000-000000000000',
      AGENT_JOBSTATUS: 'SucceededWithIssues',
    },
    failed: { AGENT_JOBSTATUS: 'Failed' },
    commit: sha,
    id: /^345\.1$/,
  },
  bitbucket: {
    env: {
      BITBUCKET_BUILD_NUMBER: '8',
      BITBUCKET_STEP_RUN_NUMBER: '1',
      BITBUCKET_COMMIT: sha,
      BITBUCKET_BRANCH: odd,
      BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.example/acme/shop',
      BITBUCKET_EXIT_CODE: '0',
    },
    failed: { BITBUCKET_EXIT_CODE: '1' },
    commit: sha,
    id: /^8\.1$/,
  },
  curl: { env: {}, failed: {}, commit: local, id: /^\d{10}$/ },
}

/** The lines a shell gets: the last block of YAML's or Groovy's, or all. Throws where there is none. */
export function scriptOf(ci: string, text: string): string {
  const lines = text.split('\n')
  if (ci === 'curl') return text
  const from = lines.findLastIndex((line) => (ci === 'jenkins' ? line.endsWith("sh '''") : /(?:: |- )\|$/.test(line)))
  const deep = must(/^ *\S/.exec(lines[from + 1] ?? '')?.[0], `because ${ci} has a block`).length - 1
  const block = lines.slice(from + 1)
  const end = block.findIndex((line) => line.search(/\S/) < deep)
  const script = block
    .slice(0, end === -1 ? block.length : end)
    .map((line) => line.slice(deep))
    .join('\n')
  // As Groovy reads it between its quotes.
  return ci === 'jenkins' ? script.replace(/\\(.)/g, '$1') : script
}

export interface Ended {
  code: number
  output: string
}

/** As a CI system does: ends at the first command that fails, and passes its code on. `before` is the deployment. */
export function runScript(script: string, ci: string, env: Record<string, string>, before = 'true'): Promise<Ended> {
  const strict = ci === 'curl' ? [] : ['-e']
  const PATH = `${fakeCli()}${delimiter}${process.env['PATH'] ?? ''}`
  const child = spawn('bash', [...strict, '-c', `${ci === 'curl' ? `${before}\n` : ''}${script}`], {
    cwd: repo.path,
    env: { PATH, HOME: repo.path, ...env },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, output })))
}

/** Puts on the wire what the Pulse CLI 1.9 does for `push deployment`; the real one is a program of its own. */
const pulseCli = `
import { parseArgs } from 'node:util'
const text = { type: 'string' }
const { values, positionals } = parseArgs({ args: process.argv.slice(2), allowPositionals: true, options: {
  'base-url': text, 'api-key': text, system: text, identifier: text, timestamp: text } })
const [push, deployment, ...changes] = positionals
const url = new URL('/v1/ingestion/cli', values['base-url'])
url.searchParams.set('api_key', values['api-key'])
url.searchParams.set('system', values.system)
const time_created = new Date(Number(values.timestamp) * 1000).toISOString()
const body = { source: 'cli', deploy_id: values.identifier, time_created, changes, teams: [], $type: 'deployment' }
const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
if (push !== 'push' || deployment !== 'deployment' || !answer.ok) process.exit(1)
`
let cli: string | null = null

function fakeCli(): string {
  if (cli !== null) return dirname(cli)
  cli = temporaryPath('pulse-event-cli')
  writeFileSync(`${cli}.mjs`, pulseCli)
  writeFileSync(cli, `#!/bin/sh\nexec '${process.execPath}' '${cli}.mjs' "$@"\n`)
  chmodSync(cli, 0o755)
  return dirname(cli)
}
