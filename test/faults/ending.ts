/**
 * Aborts when a harness is asked to end (SIGINT, SIGTERM, SIGHUP) or when its minutes are over. The trial that is going on is gone through,
 * none begins after it, and what was met so far is printed. Asked a second time, the process ends at once.
 */
export function endAsked(minutes?: string): AbortSignal {
  const asked = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => asked.abort())
  return minutes === undefined ? asked.signal : AbortSignal.any([asked.signal, AbortSignal.timeout(Number(minutes) * 60_000)])
}
