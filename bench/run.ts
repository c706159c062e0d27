// Runs all benchmarks, or those named as arguments: `npm run bench -- scan listener`. Ends with 1 only if a goal is
// missed twice in a row, because one run on a busy computer proves little.
import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { type Bench, type Case, type Measured, measure, rounds, type Spread } from './bench.ts'
import { open as imports } from './import.ts'
import { open as lines } from './lines.ts'
import { open as listener } from './listener.ts'
import { open as scan } from './scan.ts'
import { open as serve } from './serve.ts'
import { open as sweep } from './sweep.ts'

const benches: Record<string, () => Promise<Bench>> = { scan, lines, sweep, listener, import: imports, serve }

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}

const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
)
console.log(`Node ${process.version}, ${git}, ${rounds} rounds after one that is dropped, warm caches\n`)

/** Of goals whose name holds this, all by default. */
const only = process.env['SHIPLOG_BENCH_GOALS'] ?? ''
let missed = 0
for (const [name, open] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const bench = await open()
  for (const one of bench.cases.filter(({ goal }) => goal.includes(only))) {
    let measured = await measure(one)
    console.log(rowOf(one, measured))
    if (measured.passed) continue
    measured = await measure(one)
    console.log(rowOf(one, measured))
    if (!measured.passed) missed++
  }
  await bench.close()
}
process.exitCode = missed > 0 ? 1 : 0

function rowOf(one: Case, { subject, baseline, ratio, cpuRatio, passed }: Measured): string {
  const side = (title: string, value: Spread) => `${title} ${shown(value, one.unit)}`
  const sides = `${side(one.subject.title, subject)} ÷ ${side(one.baseline.title, baseline)}`
  const cpu = cpuRatio === null ? '' : `; of the processor ${shownRatio(cpuRatio)}`
  return `${passed ? 'pass  ' : 'MISSED'} ${one.goal}\n       ${sides} = ${shownRatio(ratio)}, gate ${one.gate}${cpu}`
}

function shownRatio(ratio: number): string {
  return ratio.toFixed(ratio < 0.1 ? 3 : 2)
}

function shown({ median, min, max }: Spread, unit: Case['unit']): string {
  const digits = median < 10 ? 1 : 0
  return `${median.toFixed(digits)} ${unit} [${min.toFixed(digits)}–${max.toFixed(digits)}]`
}
