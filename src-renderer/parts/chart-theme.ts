// The palette as a canvas needs it: resolved colours, read from the page's custom properties, read again when the theme
// changes. And the hatch that says "failed" without colour.
import { useEffect, useState } from 'react'

const names = ['ok', 'fail', 'panel', 'line', 'text', 'dim', 'faint', 'band', 'prev', 'inc'] as const
export type ChartTheme = Record<(typeof names)[number], string> & { font: string }

function readTheme(): ChartTheme {
  // `light-dark()` is resolved only where a real property uses it.
  const probe = document.createElement('span')
  document.body.append(probe)
  const colours = names.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  const font = getComputedStyle(document.body).fontFamily
  probe.remove()
  return { ...(Object.fromEntries(colours) as Record<(typeof names)[number], string>), font }
}

export function useChartTheme(): ChartTheme {
  const [theme, setTheme] = useState(readTheme)
  useEffect(() => {
    const reread = () => setTheme(readTheme())
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const chosen = new MutationObserver(reread)
    dark.addEventListener('change', reread)
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      dark.removeEventListener('change', reread)
      chosen.disconnect()
    }
  }, [])
  return theme
}

/** Diagonal stripes, sharp on any screen. */
export function hatch(colour: string, ground: string): CanvasPattern | string {
  const scale = window.devicePixelRatio || 1
  const size = Math.round(6 * scale)
  const tile = document.createElement('canvas')
  tile.width = size
  tile.height = size
  const draw = tile.getContext('2d')
  if (draw === null) return colour
  draw.fillStyle = ground
  draw.fillRect(0, 0, size, size)
  draw.strokeStyle = colour
  draw.lineWidth = 2.2 * scale
  draw.beginPath()
  // Three strokes, so that the tile's corners meet those of its neighbours.
  for (const shift of [-size, 0, size]) {
    draw.moveTo(shift, size)
    draw.lineTo(shift + size, 0)
  }
  draw.stroke()
  const pattern = draw.createPattern(tile, 'repeat')
  pattern?.setTransform(new DOMMatrix().scale(1 / scale))
  return pattern ?? colour
}
