/**
 * Hears of interrupts: at the first, `interrupted` is called, and what was begun is finished; at the second, the process ends at
 * once and leaves its pending operations to tell. Gives what stops listening.
 */
export function listenForInterrupts(interrupted: () => void): () => void {
  let heard = false
  const listener = (): void => {
    if (heard) process.exit(1)
    heard = true
    interrupted()
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}
