import type { PulumiSimulator, TargetEngine } from './simulators/pulumi/index.ts'

/** What drives each target, as it was last found out: the status must not wait for an engine to load. */
export class Engines {
  readonly #pulumi: PulumiSimulator
  readonly #found = new Map<string, TargetEngine>()

  constructor(pulumi: PulumiSimulator) {
    this.#pulumi = pulumi
  }

  of(target: string): TargetEngine {
    return this.#found.get(target) ?? { engine: target.startsWith('pulumi:') ? 'starting' : 'countersign', sandbox: false }
  }

  /** Asks each target; one that can't be driven says why, and the others go on. */
  async find(): Promise<void> {
    await this.#pulumi.prepare().catch(() => undefined) // the same reason comes with each target's own status
    for (const { id } of this.#pulumi.targets()) this.#found.set(id, await this.#pulumi.status(id))
  }
}
