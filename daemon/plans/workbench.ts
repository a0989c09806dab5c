import { onTestFinished } from 'vitest'
import { openRoom } from './tiny-room.ts'

export { request, scale, shop, type Person } from './tiny-room.ts'

/** A room that ends with the test that opened it. */
export async function workbench(...targets: string[]) {
  const room = await openRoom(...targets)
  onTestFinished(room.end)
  return room
}
