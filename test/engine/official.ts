import { execFileSync } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** An official CLI on this machine: its file, and the version that it prints. */
export interface OfficialPulumi {
  readonly file: string
  readonly version: string
}

/**
 * The official CLI in the folder that COUNTERSIGN_OFFICIAL_PULUMI names, or on the PATH; undefined where there is none. The embedded engine
 * is no official CLI, wherever it stands.
 */
export function officialPulumi(file: string | undefined = named()): OfficialPulumi | undefined {
  const found = file ?? 'pulumi'
  try {
    const help = execFileSync(found, ['--help'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    if (!/^Pulumi - .*Infrastructure as Code/.test(help)) return undefined
    return { file: found, version: execFileSync(found, ['version'], { encoding: 'utf8' }).trim() }
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

function named(): string | undefined {
  const folder = process.env.COUNTERSIGN_OFFICIAL_PULUMI
  if (!folder) return undefined
  // It finds its own language host and its dynamic providers on the PATH.
  process.env.PATH = `${folder}${delimiter}${process.env.PATH ?? ''}`
  return join(folder, 'pulumi')
}
