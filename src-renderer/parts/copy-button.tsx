// Copies a text and says so on the button itself.
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, type Look } from './button.tsx'

export function CopyButton({
  text,
  label = 'Copy',
  look,
  size,
}: Look & { text: string | (() => string); label?: string }) {
  const [said, setSaid] = useState<string | null>(null)
  useEffect(() => {
    if (said === null) return
    const timer = window.setTimeout(() => setSaid(null), 1600)
    return () => window.clearTimeout(timer)
  }, [said])
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
      setSaid('Copied')
    } catch {
      // The browser may forbid it; the text stays selectable.
      setSaid('Not allowed to copy')
    }
  }
  return (
    <Button look={look ?? 'plain'} size={size ?? 'normal'} onClick={() => void copy()}>
      {said === 'Copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  )
}
