import { ContractError, type Refusal } from '../../../shared/contract/errors.ts';

/** Which fields of the import hold what, so that a refusal names the one at fault. */
export interface ImportFields {
  certificates: string;
  key: string;
  password: string;
}

export const pemFields: ImportFields = { certificates: 'pem.certificates', key: 'pem.key', password: 'pem.password' };
export const pfxFields: ImportFields = { certificates: 'pfx.data', key: 'pfx.data', password: 'pfx.password' };

export function refusal(field: string, message: string, code: Refusal['code'] = 'invalid-input'): ContractError {
  return new ContractError({ code, field, message });
}
