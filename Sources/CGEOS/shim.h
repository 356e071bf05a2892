// Only the reentrant functions: each call names its context, so that threads never share one.
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
