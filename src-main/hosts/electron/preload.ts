// What the page gets from the desktop window: `window.shiplog` with these three functions and nothing else.
// Runs in the sandbox: may import electron and types only. Hands out no Electron object, not even an event.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '../../../src-shared/client.ts'

const bridge = {
  call: (name, input, options) => ipcRenderer.invoke('shiplog:call', name, input, options),
  onPush(listener) {
    ipcRenderer.on('shiplog:push', (_event, push) => {
      listener(push)
    })
    // Main sends from now on. Had it sent before somebody listened, the push would be lost.
    ipcRenderer.send('shiplog:subscribe')
  },
  // Throws for anything but a File; the path is empty for a file that is not on disk.
  pathForFile: (file) => webUtils.getPathForFile(file as File),
} satisfies Bridge

contextBridge.exposeInMainWorld('shiplog', bridge)
