// What a file asks of whoever writes: the writer, or a copy of the workspace that shows what an import would do.
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'
import type { StagedEvent } from '../store/stages.ts'
import type { Ingest, Outcome } from './ingest.ts'
import type { Publication, Stages } from './stages.ts'

export interface FileOps {
  /** A delivery translated already: files are parsed on the reader. */
  deliver(delivery: Delivery, translation: Translation, strict: boolean): Promise<Outcome>
  /** A large file on its way in, in this order; see stages.ts. */
  openStage(): Promise<number>
  stageBytes(stage: number, part: number, bytes: Uint8Array): Promise<void>
  stageEvents(stage: number, events: StagedEvent[]): Promise<void>
  repeatFile(publication: Publication): Promise<Outcome | null>
  beginPublishing(stage: number, publication: Publication): Promise<number>
  publishSome(stage: number): Promise<number>
  deriveSome(stage: number): Promise<boolean>
  finishPublishing(stage: number): Promise<Outcome>
  takeBackSome(stage: number): Promise<boolean>
  sweepStages(): Promise<boolean>
}

export function fileOps(ingest: Ingest, stages: Stages): FileOps {
  return {
    deliver: (delivery, translation, strict) =>
      ingest.deliver({ delivery, keyId: null, status: null, strict, translation }),
    openStage: async () => stages.open(),
    stageBytes: async (stage, part, bytes) => stages.bytes(stage, part, bytes),
    stageEvents: async (stage, events) => stages.events(stage, events),
    repeatFile: async (publication) => stages.repeat(publication),
    beginPublishing: async (stage, publication) => stages.begin(stage, publication),
    publishSome: async (stage) => stages.some(stage),
    deriveSome: async (stage) => stages.derive(stage),
    finishPublishing: async (stage) => stages.finish(stage),
    takeBackSome: async (stage) => stages.takeBack(stage),
    sweepStages: async () => stages.sweep(),
  }
}
