// One chart on a canvas. A canvas says nothing to a screen reader, so it carries a sentence; Left and Right move over
// its points and the point is read out, Enter follows it. What is drawn is the caller's configuration.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as ChartJs,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import css from './chart.module.css'

ChartJs.register(BarController, BarElement, CategoryScale, Filler, LinearScale, LineController, LineElement)
ChartJs.register(LogarithmicScale, PointElement, Tooltip)

export type Config = ChartConfiguration<'bar' | 'line', (number | null)[], string>

export interface ChartProps {
  config: Config
  /** The whole chart in one sentence. */
  summary: string
  /** One point in words, for the cursor. */
  say: (index: number) => string
  onPick?: ((index: number) => void) | undefined
}

export function Chart({ config, summary, say, onPick }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<ChartJs<'bar' | 'line', (number | null)[], string>>(null)
  const pick = useRef(onPick)
  const [at, setAt] = useState<number | null>(null)
  useEffect(() => {
    pick.current = onPick
  }, [onPick])
  useEffect(() => {
    if (canvas.current === null) return
    const made = new ChartJs<'bar' | 'line', (number | null)[], string>(canvas.current, {
      ...config,
      options: {
        ...config.options,
        onClick: (_event, elements) => {
          const index = elements[0]?.index
          if (index !== undefined) pick.current?.(index)
        },
        onHover: (event, elements) => {
          const target = event.native?.target
          if (target instanceof HTMLElement) target.style.cursor = elements.length > 0 && pick.current ? 'pointer' : ''
        },
      },
    })
    chart.current = made
    return () => {
      made.destroy()
      chart.current = null
    }
  }, [config])
  const points = config.data.labels?.length ?? 0
  function move(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (event.key === 'Enter' && at !== null) return onPick?.(at)
    if (event.key === 'Escape' && at !== null) {
      event.stopPropagation()
      return show(null)
    }
    if (step === undefined || points === 0) return
    event.preventDefault()
    show(at === null ? (step === 1 ? 0 : points - 1) : Math.min(points - 1, Math.max(0, at + step)))
  }
  function show(index: number | null): void {
    setAt(index)
    const shown = index === null ? [] : visible(chart.current, index)
    chart.current?.setActiveElements(shown)
    chart.current?.tooltip?.setActiveElements(shown, { x: 0, y: 0 })
    chart.current?.update('none')
  }
  return (
    <div className={css['frame']}>
      <canvas ref={canvas} role="img" aria-label={summary} tabIndex={0} onKeyDown={move} onBlur={() => show(null)} />
      <span className="unseen" aria-live="polite">
        {at === null ? '' : say(at)}
      </span>
    </div>
  )
}

function visible(chart: ChartJs<'bar' | 'line', (number | null)[], string> | null, index: number) {
  return (chart?.data.datasets ?? []).flatMap((set, datasetIndex) =>
    typeof set.data[index] === 'number' && set.label !== '' ? [{ datasetIndex, index }] : [],
  )
}
