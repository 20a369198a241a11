/// <reference types="vite/client" />
import type { SealpostBridge } from '../shared/contract/bridge.ts';

declare global {
  interface Window {
    /** Present in Electron only. */
    readonly sealpost?: SealpostBridge;
  }
}
