import { timeOfDay } from '../../shared/time-of-day.ts'

/** Seconds as a person says them: "4 s", "1 min 20 s", "12 min". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.max(seconds, 0).toFixed(seconds < 1 ? 1 : 0)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  const rest = Math.round(seconds % 60)
  return minutes >= 10 || rest === 0 ? `${Math.round(seconds / 60)} min` : `${minutes} min ${rest} s`
}

/** The clock of a countdown: "1:42", "0:07"; never below zero. */
export function clock(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds))
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
}

/** Seconds from `now` (ms since 1970) until an ISO time; negative once it is past. */
export const secondsUntil = (iso: string, now: number): number => (Date.parse(iso) - now) / 1000

/** Seconds between two ISO times. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** A moment as it reads today: "14:02", "yesterday 17:40", "12 Nov 09:30". */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso)
  const time = timeOfDay(at, { seconds: false })
  const midnight = (day: Date): number => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime()
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000)
  if (days === 0) return time
  if (days === 1) return `yesterday ${time}`
  const year = at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`
  return `${at.getDate()} ${months[at.getMonth()]}${year} ${time}`
}
