import type { ESLint } from 'eslint'
import { importArrows } from './import-arrows.ts'
import { moduleRooms } from './module-rooms.ts'
import { noMarkupInjection } from './no-markup-injection.ts'
import { noSwallowedErrors } from './no-swallowed-errors.ts'
import { oneNetworkCaller } from './one-network-caller.ts'
import { tellingNames } from './telling-names.ts'

/** The project's own invariants as lint rules; `eslint.config.js` turns all of them on. */
export const countersign: ESLint.Plugin = {
  rules: {
    'import-arrows': importArrows,
    'module-rooms': moduleRooms,
    'no-markup-injection': noMarkupInjection,
    'no-swallowed-errors': noSwallowedErrors,
    'one-network-caller': oneNetworkCaller,
    'telling-names': tellingNames,
  },
}
