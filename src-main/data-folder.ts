// Where Shiplog keeps its data when nobody says otherwise: the same folder for the window and the command line.
// Pure: the surroundings come in as arguments, nothing is created here.
import { homedir } from 'node:os'
import path from 'node:path'

/** SHIPLOG_DATA if set (relative to the current folder), else the place the system keeps for such data. */
export function dataFolder(
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  const { posix, win32 } = path
  const named = env['SHIPLOG_DATA']
  if (named) return path.resolve(named)
  if (platform === 'win32') return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'Shiplog')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Shiplog')
  // The XDG specification says that a relative path is to be ignored.
  const shared = env['XDG_DATA_HOME'] ?? ''
  return posix.join(posix.isAbsolute(shared) ? shared : posix.join(home, '.local', 'share'), 'shiplog')
}
