import { describe, expect, it } from 'vitest';
import { installService, type ServiceMachine, uninstallService } from './manageService.ts';
import type { ServicePlan } from './types.ts';

const plan: ServicePlan = {
  kind: 'unit',
  file: { path: '/etc/s.service', content: 'text', mode: 0o644 },
  install: [
    ['ctl', 'reload'],
    ['ctl', 'start'],
  ],
  uninstall: [['ctl', 'stop']],
  afterwards: [['ctl', 'reload']],
  hint: null,
};

function machineWith(files: string[], failing: string | null = null) {
  const done: string[] = [];
  const machine: ServiceMachine = {
    exists: (path) => files.includes(path),
    write: (path) => void done.push(`write ${path}`),
    remove: (path) => void done.push(`remove ${path}`),
    async run(command) {
      const line = command.join(' ');
      done.push(line);
      return line === failing ? { code: 1, said: 'no' } : { code: 0, said: '' };
    },
  };
  return { machine, done };
}

describe('installService', () => {
  it('writes the file before it is taken into use', async () => {
    const { machine, done } = machineWith([]);
    expect(await installService(plan, machine)).toEqual({ ok: true });
    expect(done).toEqual(['write /etc/s.service', 'ctl reload', 'ctl start']);
  });

  it('ends an older one first', async () => {
    const { machine, done } = machineWith(['/etc/s.service']);
    await installService(plan, machine);
    expect(done[0]).toBe('ctl stop');
  });

  it('stops at the first command that fails, and says which', async () => {
    const { machine, done } = machineWith([], 'ctl reload');
    expect(await installService(plan, machine)).toEqual({ ok: false, command: ['ctl', 'reload'], said: 'no' });
    expect(done).not.toContain('ctl start');
  });
});

describe('uninstallService', () => {
  it('stops it before its file goes, and tells the system afterwards', async () => {
    const { machine, done } = machineWith(['/etc/s.service'], 'ctl stop');
    expect(await uninstallService(plan, machine)).toBe(true);
    expect(done).toEqual(['ctl stop', 'remove /etc/s.service', 'ctl reload']);
  });

  it('says when there was none', async () => {
    expect(await uninstallService(plan, machineWith([]).machine)).toBe(false);
  });
});
