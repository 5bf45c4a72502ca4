# Boost and librdkafka are the system's packages; nothing is downloaded.
include(default)
[settings]
compiler.cppstd=20
[platform_requires]
boost/1.81.0
librdkafka/2.0.2
