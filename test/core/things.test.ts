// Numbers of things: one each, however many there are and whatever was taken back in between.
import { expect, test } from 'vitest'
import { ensureThing, findThing, type Thing } from '../../src-main/store/things.ts'
import { newFile } from '../helpers/file.ts'

test('names that are new and names that went over are found alike, each with its own number', async () => {
  const opened = await newFile()
  const { db } = opened
  db.run(`INSERT INTO systems (id, name) VALUES (1, 'api')`)
  const n = (table: string) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n
  // Objects made afresh, because a number is remembered with the object that was asked for.
  const thing = (i: number): Thing => ({ type: 'change', system: 1, environment: 0, id: `${(i * 7919) % 1300}` })
  const numbers = Array.from({ length: 600 }, (_, i) => ensureThing(db, thing(i)))
  expect([n('things'), n('old_names'), n('new_names')]).toEqual([600, 512, 88])

  // What is taken back over the moment at which names go over leaves them where they were.
  const back = new Error('taken back')
  expect(() =>
    db.transaction(() => {
      for (let i = 600; i < 1100; i++) ensureThing(db, thing(i))
      expect([n('things'), n('old_names'), n('new_names')]).toEqual([1100, 1024, 76])
      throw back
    }),
  ).toThrow(back)
  expect([n('things'), n('old_names'), n('new_names')]).toEqual([600, 512, 88])
  expect(findThing(db, thing(600))).toBeUndefined()

  numbers.push(...Array.from({ length: 700 }, (_, i) => ensureThing(db, thing(600 + i))))
  expect(numbers).toEqual(Array.from({ length: 1300 }, (_, i) => i + 1))
  expect(Array.from({ length: 1300 }, (_, i) => findThing(db, thing(i)))).toEqual(numbers)
  expect(Array.from({ length: 1300 }, (_, i) => ensureThing(db, thing(i)))).toEqual(numbers)
  // The same name means another thing elsewhere.
  expect(findThing(db, { ...thing(0), environment: 1 })).toBeUndefined()
  expect(ensureThing(db, { ...thing(0), type: 'build' })).toBe(1301)
  opened.close()
})
