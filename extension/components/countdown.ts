import { useLayoutEffect, useState } from 'preact/hooks'
import { secondsUntil } from './time.ts'

/** Seconds that are left until `iso`, counted down once a second; 0 when over. */
export function useCountdown(iso: string | undefined): number {
  const [now, tick] = useState(Date.now())
  // Before the first paint: a clock that starts a second too high is noticed.
  useLayoutEffect(() => {
    if (iso === undefined) return
    tick(Date.now())
    const timer = setInterval(() => {
      tick(Date.now())
      if (secondsUntil(iso, Date.now()) <= 0) clearInterval(timer)
    }, 1000)
    return () => clearInterval(timer)
  }, [iso])
  return iso === undefined ? 0 : Math.max(0, secondsUntil(iso, now))
}

/** What a listener hears of a countdown: at its start, half a minute, ten seconds, and the end; not every second. */
export function spokenCountdown(seconds: number): string {
  if (seconds <= 0) return 'The code has expired.'
  if (seconds <= 10) return 'Less than ten seconds left.'
  if (seconds <= 30) return 'Half a minute left.'
  return ''
}
