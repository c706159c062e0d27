// Short news at the foot of the window, with a way back where there is one. `say` can be called from anywhere.
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import css from './toasts.module.css'

const manager = Toast.createToastManager()

export interface News {
  title: string
  undo?: { label: string; run: () => void }
  /** An error stays longer. */
  wrong?: boolean
}

export function say({ title, undo, wrong = false }: News): void {
  const id = manager.add({
    title,
    timeout: wrong ? 15_000 : undo === undefined ? 6000 : 10_000,
    priority: wrong ? 'high' : 'low',
    ...(undo === undefined
      ? {}
      : {
          actionProps: {
            children: undo.label,
            onClick: () => {
              manager.close(id)
              undo.run()
            },
          },
        }),
  })
}

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={css['viewport']}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={css['toast']}>
      <Toast.Content className={css['content']}>
        <Toast.Title className={css['title']} />
        <Toast.Action className={css['action']} />
        <Toast.Close className={css['close']} aria-label="Dismiss">
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
