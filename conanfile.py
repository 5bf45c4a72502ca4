"""The Conan 2 recipe of Gulo.

  conan create . --build=missing                       from the sources around this file
  conan create . -o "gulo/*:with_kafka=False"          without librdkafka

With Boost and librdkafka of the system: conan create . -pr packages/conan/system.profile
"""
import os
import re

from conan import ConanFile
from conan.errors import ConanException
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout
from conan.tools.scm import Version

required_conan_version = ">=2.0"


class GuloConan(ConanFile):
    name = "gulo"
    description = "Handlers return events; Gulo publishes them: a mediator that maps structs to JSON and speaks Kafka"
    license = "BSL-1.0"
    topics = ("kafka", "mediator", "events", "json", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_kafka": [True, False]}
    default_options = {"with_kafka": True}
    options_description = {"with_kafka": "provide gulo::kafka, which needs librdkafka"}
    exports_sources = "include/*", "LICENSE_1_0.txt"
    test_package_folder = "packages/conan/test_package"
    no_copy_source = True

    def set_version(self):
        # include/gulo/version.hpp is the only place that says it; the exported recipe has the version in its reference.
        text = load(self, os.path.join(self.recipe_folder, "include", "gulo", "version.hpp"))
        numbers = re.findall(r"^#define GULO_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$", text, re.M)
        if len(numbers) != 3:
            raise ConanException("include/gulo/version.hpp does not define GULO_VERSION_MAJOR, MINOR and PATCH")
        self.version = ".".join(numbers)

    def layout(self):
        basic_layout(self)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        if self.options.with_kafka:
            self.requires("librdkafka/[>=2.0 <3]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 20)
        oldest = {"gcc": "12", "clang": "14"}
        compiler = str(self.settings.compiler)
        if compiler in oldest and Version(self.settings.compiler.version) < oldest[compiler]:
            raise ConanException(f"gulo needs {compiler} {oldest[compiler]} or newer, not {self.settings.compiler.version}")

    def package_id(self):
        # Headers are the same for every compiler; they differ by what is left out.
        self.info.settings.clear()

    def package(self):
        left_out = () if self.options.with_kafka else ("gulo/kafka.hpp", "gulo/kafka_src.hpp", "gulo/kafka/*")
        copy(self, "LICENSE_1_0.txt", self.source_folder, os.path.join(self.package_folder, "licenses"))
        include = os.path.join(self.package_folder, "include")
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), include, excludes=left_out)

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "gulo")
        # Conan makes a target of all components, which must not take the place of the one that needs no Kafka.
        self.cpp_info.set_property("cmake_target_name", "gulo::all")
        self.cpp_info.set_property("pkg_config_name", "gulo-all")
        core = self._component("core", "gulo::gulo", "gulo", needs=("boost", "headers"))
        if self.settings.os in ("Linux", "FreeBSD"):
            core.system_libs = ["pthread"]
        if self.options.with_kafka:
            kafka = self._component("kafka", "gulo::kafka", "gulo-kafka", needs=("librdkafka", "rdkafka"))
            kafka.requires.append("core")
            if not self._is_package("librdkafka"):
                kafka.system_libs = ["rdkafka"]

    def _component(self, name, target, pkg_config_name, needs):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", target)
        component.set_property("pkg_config_name", pkg_config_name)
        component.bindirs = []
        component.libdirs = []
        component.requires = ["::".join(needs)] if self._is_package(needs[0]) else []
        return component

    def _is_package(self, name):
        # What a profile has under [platform_requires] is the system's: there is no package with targets to require.
        return any(dependency.ref.name == name for dependency in self.dependencies.direct_host.values())
