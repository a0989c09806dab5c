import { afterEach } from 'vitest'
import { browserOr } from '../harness/requirements.ts'
import { openSidebar, type Sidebar, type SidebarOptions } from './sidebar.ts'
import { tinyTarget } from './tiny-daemon.ts'

let sidebar: Sidebar | undefined
afterEach(async () => {
  await sidebar?.close()
  sidebar = undefined
})
type Skip = (reason: string) => never

/** A sidebar of the test's own, closed when the test ends. */
export async function opened(skip: Skip, options: Omit<SidebarOptions, 'file'> = {}): Promise<Sidebar> {
  sidebar = await openSidebar({ file: browserOr(skip), ...options })
  return sidebar
}

export async function paired(skip: Skip, options: Omit<SidebarOptions, 'file'> = {}): Promise<Sidebar> {
  const one = await opened(skip, options)
  await one.pair()
  return one
}

/** The world behind the daemon. */
export const things = ({ daemon }: Sidebar): unknown => Object.fromEntries(daemon.cloud.things(tinyTarget))

/** Asks for a change; resolves when its card can be approved. */
export async function planned(one: Sidebar, words: string): Promise<void> {
  const cards = one.panel.getByRole('button', { name: 'Approve & Execute' })
  const before = await cards.count()
  await one.say(words)
  await cards.nth(before).waitFor()
}

/** Resolves when `runs` runs are shown as done. */
export const done = ({ panel }: Sidebar, runs = 1): Promise<void> => panel.locator('.tag', { hasText: 'done, as simulated' }).nth(runs - 1).waitFor()
