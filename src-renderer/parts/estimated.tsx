// Marks an end that nobody said: its incident is over, and this is when it last changed.
import { Tag } from './word.tsx'

export function Estimated() {
  return (
    <Tag title="Its source says that it is over, but not since when: this is when it last changed.">end estimated</Tag>
  )
}
