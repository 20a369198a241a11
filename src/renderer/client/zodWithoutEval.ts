import { z } from 'zod';

// The page's content security policy allows no eval. Zod would try it, go on without, and leave an error in the console.
z.config({ jitless: true });
