// The tables of docs/sources.md that say what the webhooks of providers become, made from the one table there is. Run by
// itself it writes them; "npx oxfmt docs" sets their widths.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { providers } from '../../src-shared/providers/index.ts'
import { type Provider, told } from '../../src-shared/providers/provider.ts'

function tableOf({ kinds }: Provider): string[] {
  return [
    '| what is sent | which | becomes | what of it, or why nothing |',
    '| --- | --- | --- | --- |',
    ...kinds.flatMap(({ names, cases }) =>
      cases.map((one) => {
        const kind = names.length === 0 ? 'anything else' : names.map((name) => `\`${name}\``).join(', ')
        return `| ${kind} | ${one.which} | ${one.becomes} | ${told(one)} |`
      }),
    ),
  ]
}

/** The page with the tables as they should be. */
export function withProviderTables(page: string): string {
  return providers.reduce(
    (text, provider) =>
      text.replace(
        new RegExp(`(<!-- table: ${provider.id} -->\n)[^]*?(\n<!-- end -->)`),
        (_, begin: string, end: string) => `${begin}\n${tableOf(provider).join('\n')}\n${end}`,
      ),
    page,
  )
}

if (import.meta.filename === process.argv[1]) {
  const path = fileURLToPath(new URL('../../docs/sources.md', import.meta.url))
  writeFileSync(path, withProviderTables(readFileSync(path, 'utf8')))
}
