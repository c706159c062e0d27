// A request as lines of PowerShell, 5.1 and later.
import { type Body, Place, type Value, indent, valuesIn } from './body.ts'
import { eventsFile, type SnippetChoice } from './choice.ts'
import type { Ci } from './ci.ts'
import type { Dialect } from './dialects.ts'

export function powershellLines(
  ci: Ci,
  dialect: Dialect,
  body: Body,
  results: Dialect['results'],
  choice: SnippetChoice,
): string[] {
  const { address, secret, system, harmless } = choice
  const { key } = dialect
  const query = dialect.query === undefined ? '' : `${dialect.query(system)}&`
  const uri =
    'query' in key
      ? `"${address}${dialect.path(system)}?${query}${key.query}=$([uri]::EscapeDataString($env:${secret}))"`
      : `'${address}${dialect.path(system)}'`
  const send = [
    'Invoke-RestMethod -Method Post -TimeoutSec 10 `',
    `  -Uri ${uri} \``,
    ...('query' in key ? [] : [`  -Headers @{ '${key.header}' = "${key.before}$env:${secret}" } \``]),
    "  -ContentType 'application/json; charset=utf-8' `",
    '  -Body ($body | ConvertTo-Json -Depth 5)',
  ]
  const write = [
    `Add-Content -Path ${eventsFile} -Encoding utf8 \``,
    '  -Value ($body | ConvertTo-Json -Depth 5 -Compress)',
  ]
  const report = choice.later === true ? write : send
  return [
    ...(results === null
      ? []
      : [
          `$result = if (${ci.status.of} -eq ${ci.status.succeeded}) { '${results.succeeded}' } else { '${results.failed}' }`,
        ]),
    ...[...valuesIn(body)].flatMap((value) => lineOf(ci, value)),
    ...hashLines('$body = ', body),
    ...(harmless ? ['try {', ...indent(report, 2), '} catch { Write-Warning "Shiplog was not told: $_" }'] : report),
  ]
}

function lineOf({ values }: Ci, value: Value): string[] {
  return values[value] === undefined ? [] : [`$${value} = ${values[value]}`]
}

function hashLines(before: string, body: Body): string[] {
  if (typeof body === 'string') return [before + text(body)]
  if (body instanceof Place) return [`${before}$${body.value}`]
  const list = Array.isArray(body)
  const lines = Object.entries(body).flatMap(([name, part]: [string, Body]) =>
    hashLines(list ? '' : `${/^\w+$/.test(name) ? name : text(name)} = `, part),
  )
  if (list && lines.length < 2) return [`${before}@(${lines.join('')})`]
  return [`${before}@${list ? '(' : '{'}`, ...indent(lines, 2), list ? ')' : '}']
}

/** PowerShell takes each of five quotation marks for the one that ends it. */
function text(value: string): string {
  return `'${value.replace(/['‘’‚‛]/g, '$&$&')}'`
}
