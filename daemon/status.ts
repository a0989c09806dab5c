import type { Status, TargetStatus } from '../shared/wire.ts'
import type { Actor, Events, Plans } from './contracts.ts'
import type { Audit } from './store/index.ts'

export interface StatusSources {
  readonly version: string
  readonly epoch: () => string
  readonly plans: Plans
  readonly audit: Audit
  readonly events: Events
  /** What drives a target, or why nothing does. */
  readonly describe: (target: string) => Pick<TargetStatus, 'engine' | 'problem' | 'sandbox'>
  readonly model: () => Status['model']
}

/** What the whole daemon is like right now, without the one who asks. */
export function currentStatus({ version, epoch, plans, audit, events, describe, model }: StatusSources): Omit<Status, 'person' | 'device' | 'deviceName'> {
  const { checkpoint, size, root } = audit.checkpoint()
  return {
    version, epoch: epoch(), approving: plans.approving, model: model(), cursor: events.cursor,
    targets: plans.targets().map(({ id, title, place, mode }) => ({ id, title, place, mode, service: id.split(':')[0] ?? '', ...describe(id) })),
    audit: { size, root, checkpoint, publicKey: audit.publicKey },
  }
}

export function statusFor(actor: Actor, sources: StatusSources): Status {
  return { ...currentStatus(sources), person: actor.person, device: actor.device, deviceName: actor.deviceName }
}
