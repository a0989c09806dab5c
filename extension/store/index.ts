export type { Action } from './action.ts'
export { reduce } from './reducer.ts'
export { createStore, type Dispatch, type Store } from './store.ts'
export * from './state.ts'
