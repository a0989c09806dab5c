export { createDevices, via, type Device, type Devices } from './devices.ts'
export { listenForOperator, type Operator, type OperatorOptions } from './operator.ts'
export { createPairing, type Pairing, type PairingOptions } from './pairing.ts'
export { createTerminal, type OperatorTerminal, type Output } from './terminal.ts'
