import { browser as api } from 'wxt/browser'
import type { Browser } from '@wxt-dev/browser/src/gen/index.d.ts'

/**
 * The browser's own interface with its types. The package's entry names its types without an ending, which Node's resolution doesn't
 * follow: taken from there everything would be `any`.
 */
export type { Browser }
export const browser = api as unknown as typeof Browser
