// What the environments page and its panel show, asked for once.
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'

export function useMatrixQuestion() {
  const { view } = useView()
  return {
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(view.asOf === null ? {} : { as_of_ms: view.asOf }),
  }
}

export function useMatrix() {
  return useCall(
    'environments.matrix',
    useMatrixQuestion(),
    // What runs now must not stand under the words "as it was", not even while that is fetched.
    { keep: false },
  )
}
