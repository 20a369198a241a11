import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandInput } from '../../shared/contract/commands.ts';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { OwnCertificate } from '../../shared/contract/ownCertificate.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';

export interface CertificateState {
  /** What our listeners show; null until the first answer. */
  own: OwnCertificate | null;
  /** Why it could not be read. */
  failure: Refusal | null;
  /** Reads it after each connection, until the returned function is called. */
  open(): () => void;
  refresh(): Promise<void>;
  /** @throws {ContractError} */
  generate(input: CommandInput<'certificate.generate'>): Promise<void>;
  /** Returns the request in PEM. @throws {ContractError} */
  request(input: CommandInput<'certificate.csr'>): Promise<string>;
  /** @throws {ContractError} */
  import(input: CommandInput<'certificate.import'>): Promise<void>;
}

export type CertificateStore = StoreApi<CertificateState>;

export function createCertificateStore(engine: EngineConnection): CertificateStore {
  return createStore<CertificateState>((set, get) => ({
    own: null,
    failure: null,
    open: () => engine.onConnected(() => void get().refresh()),
    async refresh() {
      try {
        set({ own: await engine.call('certificate.get', {}), failure: null });
      } catch (error) {
        set({ failure: refusalOfError(error) });
      }
    },
    async generate(input) {
      set({ own: await engine.call('certificate.generate', input), failure: null });
    },
    async request(input) {
      const { csr } = await engine.call('certificate.csr', input);
      await get().refresh();
      return csr;
    },
    async import(input) {
      set({ own: await engine.call('certificate.import', input), failure: null });
    },
  }));
}
