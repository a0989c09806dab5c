import type { Subject } from '../../shared/plan.ts'

/** Where each console lives, as a whole: pages that are about no one thing are still pages of it. */
const homes: readonly (readonly [Subject['provider'], RegExp])[] = [
  ['aws', /^https:\/\/(?:[a-z0-9-]+\.)*console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/],
  ['gcp', /^https:\/\/console\.cloud\.google\.com$/],
  ['azure', /^https:\/\/(?:(?:ms|preview)\.)?portal\.azure\.(?:com|us|cn)$/],
  ['github', /^https:\/\/github\.com$/],
  ['snowflake', /^https:\/\/app\.snowflake\.com$/],
  ['pulumi', /^https:\/\/app\.pulumi\.com$/],
]

/**
 * Whose console a page belongs to, by where it lives alone; null for none that is known here. The sandbox and the dashboards of Kubernetes
 * are not among them: they live at addresses that anything else could have as well.
 */
export function readProvider(address: string): Subject['provider'] | null {
  if (!URL.canParse(address)) return null
  const { origin } = new URL(address)
  return homes.find(([, home]) => home.test(origin))?.[0] ?? null
}
