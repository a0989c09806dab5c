import { toBytes } from '../../../shared/canonical.ts'
import type { Capture } from '../../simulator-contract.ts'
import { worldDigests } from './binding.ts'
import type { Context } from './context.ts'
import { packSource, programDigest, readSource } from './source.ts'
import { sourceBefore } from './undertaking.ts'

/** Before the first change: the state, the settings, and by content the program that made that state. */
export async function capture(context: Context, target: string): Promise<Capture> {
  return context.session.inTurn(target, async () => {
    const project = context.project(target)
    const folder = readSource(project)
    const checkpoint = context.session.checkpoint(project)
    const source = sourceBefore(checkpoint, target, folder, context.shelf, checkpoint.digest)
    return {
      digests: worldDigests(project, folder, checkpoint),
      files: [
        { name: 'state', bytes: checkpoint.bytes },
        { name: 'configuration', bytes: toBytes(folder.settings ?? '') },
        { name: 'source', bytes: packSource(source) },
        ...(programDigest(source) === programDigest(folder) ? [] : [{ name: 'program', bytes: packSource(folder) }]),
      ],
    }
  })
}
