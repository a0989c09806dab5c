import { browser } from '../browser.ts'
import { z } from 'zod'
import { Subject } from '../../shared/plan.ts'

/** What the context menu hands to the panel of a window: something to ask, and about what. */
const handoverSchema = z.object({ text: z.string().min(1).max(8000), subject: Subject.optional() })
export type Handover = z.infer<typeof handoverSchema>

const keyOf = (windowId: number): string => `handover-${windowId}`

/** Leaves something for the panel of a window, which may have to be opened first. Kept for this session of the browser only. */
export const handOver = (windowId: number, handover: Handover): Promise<void> =>
  browser.storage.session.set({ [keyOf(windowId)]: handover })

/** Takes what was left for this window: now, and whenever something is. Each is taken once. */
export async function takeOver(take: (handover: Handover) => void, signal: AbortSignal): Promise<void> {
  const { id: windowId } = await browser.windows.getCurrent()
  if (windowId === undefined) return
  const key = keyOf(windowId)
  const receive = async (value: unknown): Promise<void> => {
    const handover = handoverSchema.safeParse(value)
    if (value === undefined || value === null) return
    await browser.storage.session.remove(key)
    if (handover.success) take(handover.data)
  }
  const changed = (changes: Record<string, { newValue?: unknown }>): void => void receive(changes[key]?.newValue)
  browser.storage.session.onChanged.addListener(changed)
  signal.addEventListener('abort', () => browser.storage.session.onChanged.removeListener(changed))
  await receive((await browser.storage.session.get(key))[key])
}
