import { onTestFinished } from 'vitest'
import type { Step } from '../../shared/plan.ts'
import { openRoom, request, shop } from './tiny-room.ts'

export { request, scale, shop, type Person } from './tiny-room.ts'

/** A room that ends with the test that opened it. */
export async function workbench(...targets: string[]) {
  const room = await openRoom(...targets)
  onTestFinished(room.end)
  return room
}
type Room = Awaited<ReturnType<typeof workbench>>

/** The step of this number, after the one before it. */
export const set = (key: string, value: number, number: number, target = shop): Step => ({
  id: `step-${number}`, service: 'pulumi', operation: 'set-config', target, parameters: { key, value }, dependsOn: number > 1 ? [`step-${number - 1}`] : [],
})
export const several = (room: Room, ...steps: Step[]) => request(steps, 'several', room.ada)
export const undo = (room: Room, run: string) => {
  const { title, steps } = room.plans.undo(run)
  return { ...request(steps, title, room.ada) }
}
