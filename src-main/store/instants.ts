// When each of many commits was written, in half the memory of milliseconds: git tells whole seconds, nearly all of them
// since 1970 and before 2106. The others are kept beside them.
import { release } from '../../src-shared/release.ts'
import { larger } from '../../src-shared/room.ts'

const isNone = 2 ** 32 - 1
const isElsewhere = 2 ** 32 - 2

export class Instants {
  #seconds = new Uint32Array(1024)
  readonly #others = new Map<number, number>()

  makeRoom(length: number): void {
    this.#seconds = larger(this.#seconds, length)
  }

  /** Of a commit that there is room for; NaN for no time. */
  set(number: number, at_ms: number): void {
    const seconds = at_ms / 1000
    if (seconds >= 0 && seconds < isElsewhere && seconds === Math.floor(seconds)) this.#seconds[number] = seconds
    else if (Number.isNaN(at_ms)) this.#seconds[number] = isNone
    else {
      this.#seconds[number] = isElsewhere
      this.#others.set(number, at_ms)
    }
  }

  /** Of n commits, 0 for those before `from` and where nothing was set; nothing is kept here any more. */
  take(n: number, from: number): Float64Array<ArrayBuffer> {
    const all = new Float64Array(n)
    for (let i = from; i < n; i++) {
      const seconds = this.#seconds[i] as number
      all[i] =
        seconds < isElsewhere ? seconds * 1000 : seconds === isNone ? Number.NaN : (this.#others.get(i) ?? Number.NaN)
    }
    release(this.#seconds)
    this.#others.clear()
    return all
  }
}
