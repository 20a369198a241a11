import { planLaunchd } from './launchd.ts';
import { planSystemd } from './systemd.ts';
import { planTaskScheduler } from './taskScheduler.ts';
import type { ServiceHost, ServicePlan, ServiceProgram } from './types.ts';

/** Null on a platform whose services we do not know. */
export function planService(program: ServiceProgram, host: ServiceHost): ServicePlan | null {
  switch (host.platform) {
    case 'linux':
      return planSystemd(program, host);
    case 'darwin':
      return planLaunchd(program, host);
    case 'win32':
      return planTaskScheduler(program);
    default:
      return null;
  }
}
