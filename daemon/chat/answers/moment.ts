import { numberOf } from '../classify/language/parameters.ts'

const UNIT: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }

/**
 * The moment that words name, in the daemon's own time zone: "this morning" begins the day, "yesterday" the day before; "9:30", "9 am"
 * are the last time that a clock showed it; "two hours ago", "last 3 days" are reckoned from `now`. Words that name none begin the day.
 */
export function momentOf(words: string, now: Date): Date {
  const text = words.toLowerCase()
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  const ago = /\b(?:last (\d+)|(\w+)) (minute|hour|day|week)s?(?: ago)?\b/.exec(text)
  const count = ago ? ago[1] === undefined ? numberOf(ago[2] ?? '') ?? (/^an?$/.test(ago[2] ?? '') ? 1 : undefined) : Number(ago[1]) : undefined
  if (ago && typeof count === 'number') return new Date(now.getTime() - count * (UNIT[ago[3] ?? 'day'] ?? 0))
  const clock = /\b(\d{1,2})(?::(\d{2}))?\s?(am|pm)?\b/.exec(text)
  if (clock) {
    const hour = Number(clock[1]) % (clock[3] === undefined ? 24 : 12) + (clock[3] === 'pm' ? 12 : 0)
    const today = new Date(midnight.getTime() + hour * 3_600_000 + Number(clock[2] ?? 0) * 60_000)
    return today > now ? new Date(today.getTime() - 86_400_000) : today
  }
  if (text.includes('week')) return new Date(midnight.getTime() - (text.includes('last') ? 13 : 6) * 86_400_000)
  if (text.startsWith('yesterday')) return new Date(midnight.getTime() - (text.includes('evening') ? 6 / 24 : 1) * 86_400_000)
  if (text.includes('afternoon')) return new Date(midnight.getTime() + 12 * 3_600_000)
  return midnight
}
