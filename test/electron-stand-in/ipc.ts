import { StandInEmitter } from './emitter.ts'

/** Messages from pages, by channel. */
export class StandInIpc extends StandInEmitter {
  constructor() {
    super('IpcMain')
  }
}
