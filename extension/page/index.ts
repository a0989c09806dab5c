export { handOver, takeOver, type Handover } from './handover.ts'
export { pageOf, watchPage } from './watch.ts'
