// The thread functions of C11 over those of POSIX, in the thread sanitizer's build of the tests: the sanitizer knows only
// the latter, and a program whose client library starts threads by the former dies in it. glibc's own types are made of
// the same bytes.

#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t) && sizeof(cnd_t) >= sizeof(pthread_cond_t) && sizeof(thrd_t) == sizeof(pthread_t));

namespace {

pthread_mutex_t* native(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* native(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

int result(int code) {
    switch (code) {
    case 0: return thrd_success;
    case ENOMEM: return thrd_nomem;
    case ETIMEDOUT: return thrd_timedout;
    case EBUSY: return thrd_busy;
    default: return thrd_error;
    }
}

struct start {
    thrd_start_t run;
    void* argument;
};
void* begin(void* what) {
    const start from = *static_cast<start*>(what);
    std::free(what);
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(from.run(from.argument)));
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t run, void* argument) {
    auto* const what = static_cast<start*>(std::malloc(sizeof(start)));
    if (what == nullptr) return thrd_nomem;
    *what = {run, argument};
    const int code = pthread_create(reinterpret_cast<pthread_t*>(thread), nullptr, begin, what);
    if (code != 0) std::free(what);
    return result(code);
}
int thrd_join(thrd_t thread, int* value) {
    void* ended = nullptr;
    const int code = pthread_join(thread, &ended);
    if (value != nullptr) *value = static_cast<int>(reinterpret_cast<std::intptr_t>(ended));
    return result(code);
}
int thrd_detach(thrd_t thread) { return result(pthread_detach(thread)); }
thrd_t thrd_current() { return pthread_self(); }

int mtx_init(mtx_t* mutex, int type) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    const int code = pthread_mutex_init(native(mutex), &attributes);
    pthread_mutexattr_destroy(&attributes);
    return result(code);
}
int mtx_lock(mtx_t* mutex) { return result(pthread_mutex_lock(native(mutex))); }
int mtx_trylock(mtx_t* mutex) { return result(pthread_mutex_trylock(native(mutex))); }
int mtx_unlock(mtx_t* mutex) { return result(pthread_mutex_unlock(native(mutex))); }
void mtx_destroy(mtx_t* mutex) { pthread_mutex_destroy(native(mutex)); }

int cnd_init(cnd_t* condition) { return result(pthread_cond_init(native(condition), nullptr)); }
int cnd_signal(cnd_t* condition) { return result(pthread_cond_signal(native(condition))); }
int cnd_broadcast(cnd_t* condition) { return result(pthread_cond_broadcast(native(condition))); }
int cnd_wait(cnd_t* condition, mtx_t* mutex) { return result(pthread_cond_wait(native(condition), native(mutex))); }
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) { return result(pthread_cond_timedwait(native(condition), native(mutex), until)); }
void cnd_destroy(cnd_t* condition) { pthread_cond_destroy(native(condition)); }
}
