// A message whose definition is not included.
// expect: gulo: a message is only declared here
// expect: act
#include <gulo/gulo.hpp>

#ifdef GULO_BAD
struct act;
#else
struct act {};
#endif
void handle(const act&);

int main() { gulo::application app{gulo::handlers<handle>}; }
