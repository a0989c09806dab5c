import { CommandError } from '../errors.ts'
import type { Stacks } from './stacks.ts'

/** A caller who approved one state approved the breaking of certain locks as well, be it of none. */
export function approvedLocks(environment: NodeJS.ProcessEnv): ReadonlySet<string> | undefined {
  return environment.COUNTERSIGN_EXPECT_STATE ? new Set((environment.COUNTERSIGN_BREAK_LOCKS ?? '').split(',')) : undefined
}

/** The caller approved one state; on any other nothing may begin. To be asked under the lock. */
export function refuseOtherState(stacks: Stacks, stack: string, environment: NodeJS.ProcessEnv): void {
  const expected = environment.COUNTERSIGN_EXPECT_STATE
  if (expected && stacks.digest(stack) !== expected) {
    throw new CommandError(`the state of stack '${stack}' is not the one that was approved`)
  }
}
