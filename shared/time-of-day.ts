/**
 * The time of day on a clock of 24 hours, by the clock of whoever reads it: "14:02:07", or "14:02". Written by hand: the first use of the
 * locale's tables costs a start 40 ms, and a card shows many of them.
 */
export function timeOfDay(time: string | Date, { seconds = true } = {}): string {
  const at = new Date(time)
  const parts = [at.getHours(), at.getMinutes(), ...(seconds ? [at.getSeconds()] : [])]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
