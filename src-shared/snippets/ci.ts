// How each CI system runs a few lines of a shell after a deployment, and how it calls what differs from one to the next.
import { type Value, indent } from './body.ts'

export interface Ci {
  id: string
  title: string
  language: 'yaml' | 'groovy' | 'sh' | 'powershell'
  /** What the key is put into, so that it stands in no file; `NAME` is the variable. */
  secret: string
  /** Who runs its jobs at a distance, where somebody does. */
  hosted: string | null
  /** Each as its shell says it, as far as it can. None may hold a quote, so nothing that people name is among them. */
  values: Partial<Record<Value, string>>
  /** What tells how the deployment ended, and its words; any other word is a failure. */
  status: { of: string; succeeded: string; aborted?: string }
  /** Puts the lines where they belong: after the deployment, or, `always`, after its failure too. `secret`: null for none. */
  wrap(script: readonly string[], secret: string | null, always: boolean): string[]
}

const utcNow = '$(date -u +%Y-%m-%dT%H:%M:%SZ)'
const step = 'Report the deployment to Shiplog'

const github: Ci = {
  id: 'github',
  title: 'GitHub Actions',
  language: 'yaml',
  secret: 'a repository secret named NAME (Settings, Secrets and variables, Actions)',
  hosted: 'GitHub-hosted runners',
  values: {
    id: '$GITHUB_RUN_ID.$GITHUB_RUN_ATTEMPT',
    commit: '$GITHUB_SHA',
    url: '$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID',
    repository: '$GITHUB_SERVER_URL/$GITHUB_REPOSITORY',
    now: utcNow,
  },
  status: { of: '$JOB_STATUS', succeeded: 'success', aborted: 'cancelled' },
  wrap: (script, secret, always) => [
    '# The last step of the job that deploys',
    `- name: ${step}`,
    ...(always ? ['  if: always()'] : []),
    ...(always || secret !== null ? ['  env:'] : []),
    ...(secret === null ? [] : [`    ${secret}: \${{ secrets.${secret} }}`]),
    ...(always ? ['    JOB_STATUS: ${{ job.status }}'] : []),
    '  run: |',
    ...indent(script, 4),
  ],
}

const gitlab: Ci = {
  id: 'gitlab',
  title: 'GitLab CI',
  language: 'yaml',
  secret: 'a masked variable named NAME (Settings, CI/CD, Variables)',
  hosted: 'GitLab’s hosted runners',
  values: {
    id: '$CI_JOB_ID',
    commit: '$CI_COMMIT_SHA',
    url: '$CI_JOB_URL',
    repository: '$CI_PROJECT_URL',
    now: utcNow,
  },
  status: { of: '$CI_JOB_STATUS', succeeded: 'success', aborted: 'canceled' },
  wrap: (script, _secret, always) => [
    'deploy:',
    '  script:',
    '    - ./deploy.sh',
    ...(always ? ['  after_script:'] : []),
    '    - |',
    ...indent(script, 6),
  ],
}

const jenkins: Ci = {
  id: 'jenkins',
  title: 'Jenkins',
  language: 'groovy',
  secret: 'a secret text with the id NAME (Manage Jenkins, Credentials)',
  hosted: null,
  values: {
    // A job's name may hold a quote.
    id: `$(printf %s "$BUILD_TAG" | tr -d '"')`,
    commit: '$GIT_COMMIT',
    url: '$BUILD_URL',
    repository: '$GIT_URL',
    now: utcNow,
  },
  status: { of: '$RESULT', succeeded: 'SUCCESS', aborted: 'ABORTED' },
  wrap: (script, secret, always) => {
    const told = always
      ? ['withEnv(["RESULT=${currentBuild.currentResult}"]) {', ...indent(groovyShell(script), 2), '}']
      : groovyShell(script)
    const variable = `withCredentials([string(credentialsId: '${secret}', variable: '${secret}')]) {`
    return [
      '// In the pipeline, or in the stage that deploys',
      'post {',
      `  ${always ? 'always' : 'success'} {`,
      ...indent(secret === null ? told : [variable, ...indent(told, 2), '}'], 4),
      '  }',
      '}',
    ]
  },
}

/** Groovy reads backslashes between its triple quotes, and ends at the next three. */
function groovyShell(script: readonly string[]): string[] {
  const lines = script.map((line) => line.replaceAll('\\', '\\\\').replace(/'{3,}/g, (run) => "\\'".repeat(run.length)))
  return ["sh '''", ...indent(lines, 2), "'''"]
}

const circleci: Ci = {
  id: 'circleci',
  title: 'CircleCI',
  language: 'yaml',
  secret: 'a project variable named NAME (Project Settings, Environment Variables)',
  hosted: 'CircleCI’s cloud',
  values: {
    id: '$CIRCLE_BUILD_NUM',
    commit: '$CIRCLE_SHA1',
    url: '$CIRCLE_BUILD_URL',
    repository: '$CIRCLE_REPOSITORY_URL',
    now: utcNow,
  },
  status: { of: '${DEPLOY_RESULT:-success}', succeeded: 'success' },
  wrap: (script, _secret, always) => [
    '# The last steps of the job that deploys',
    // A step is not told how the ones before it ended, but one of them can leave a note.
    ...(always
      ? [
          '- run:',
          '    name: Note that the deployment failed',
          '    when: on_fail',
          `    command: echo 'export DEPLOY_RESULT=failed' >> "$BASH_ENV"`,
        ]
      : []),
    '- run:',
    `    name: ${step}`,
    ...(always ? ['    when: always'] : []),
    '    command: |',
    ...indent(script, 6),
  ],
}

const azure: Ci = {
  id: 'azure',
  title: 'Azure DevOps',
  language: 'yaml',
  secret: 'a secret variable named NAME (Edit the pipeline, Variables)',
  hosted: 'Microsoft-hosted agents',
  values: {
    id: '$BUILD_BUILDID.$SYSTEM_JOBATTEMPT',
    commit: '$BUILD_SOURCEVERSION',
    url: '$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_build/results?buildId=$BUILD_BUILDID',
    repository: '$BUILD_REPOSITORY_URI',
    now: utcNow,
  },
  status: { of: '$AGENT_JOBSTATUS', succeeded: 'Succeeded*', aborted: 'Canceled' },
  wrap: (script, secret, always) => [
    '# The last step of the job that deploys',
    '- bash: |',
    ...indent(script, 4),
    `  displayName: ${step}`,
    ...(always ? ['  condition: always()'] : []),
    ...(secret === null ? [] : ['  env:', `    ${secret}: $(${secret})`]),
  ],
}

const bitbucket: Ci = {
  id: 'bitbucket',
  title: 'Bitbucket Pipelines',
  language: 'yaml',
  secret: 'a secured variable named NAME (Repository settings, Repository variables)',
  hosted: 'Bitbucket’s cloud',
  values: {
    id: '$BITBUCKET_BUILD_NUMBER.$BITBUCKET_STEP_RUN_NUMBER',
    commit: '$BITBUCKET_COMMIT',
    url: '$BITBUCKET_GIT_HTTP_ORIGIN/pipelines/results/$BITBUCKET_BUILD_NUMBER',
    repository: '$BITBUCKET_GIT_HTTP_ORIGIN',
    now: utcNow,
  },
  status: { of: '$BITBUCKET_EXIT_CODE', succeeded: '0' },
  wrap: (script, _secret, always) => [
    '- step:',
    '    name: Deploy',
    '    script:',
    '      - ./deploy.sh',
    ...(always ? ['    after-script:'] : []),
    '      - |',
    ...indent(script, 8),
  ],
}

const curl: Ci = {
  id: 'curl',
  title: 'curl',
  language: 'sh',
  secret: 'the environment variable NAME',
  hosted: null,
  values: {
    id: '$(date +%s)',
    commit: '$(git rev-parse HEAD)',
    // Some keep a password in the address.
    repository: "$(git remote get-url origin | sed 's#//.*@#//#')",
    now: utcNow,
  },
  status: { of: '$?', succeeded: '0' },
  wrap: (script, _secret, always) => [
    always ? '# Directly after the command that deploys' : '# After the command that deploys, if it succeeded',
    ...script,
  ],
}

const powershell: Ci = {
  id: 'powershell',
  title: 'PowerShell',
  language: 'powershell',
  secret: 'the environment variable NAME',
  hosted: null,
  values: {
    id: '[DateTimeOffset]::UtcNow.ToUnixTimeSeconds().ToString()',
    commit: 'git rev-parse HEAD',
    repository: "(git remote get-url origin) -replace '//.*@', '//'",
    now: "[DateTime]::UtcNow.ToString('s') + 'Z'",
  },
  status: { of: '$LASTEXITCODE', succeeded: '0' },
  wrap: curl.wrap,
}

export const ciSystems: readonly Ci[] = [github, gitlab, jenkins, circleci, azure, bitbucket, curl, powershell]
