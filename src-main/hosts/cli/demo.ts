// Makes the sample workspace beside the user's own, which it never touches.
import path from 'node:path'
import { Refusal } from '../../../src-shared/reply.ts'
import { sampleFolder } from '../../workspaces.ts'

export async function makeSample(dataDir: string): Promise<{ data: string }> {
  const { lockFolder, openShiplog } = await import('../../shiplog.ts')
  const data = path.join(dataDir, sampleFolder)
  const lock = lockFolder(data)
  if (lock === null) throw new Refusal('conflict', `The sample workspace at ${data} is open in another Shiplog.`)
  const shiplog = await openShiplog({ dataDir: data, sample: true })
  await shiplog.close()
  lock.release()
  return { data }
}
