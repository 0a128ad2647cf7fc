"""The response schema of ``GET /api/v1/capabilities``."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class AvailableEngineSerializer(serializers.Serializer[dict[str, Any]]):
    """An engine that the option `engine` accepts."""

    name = serializers.CharField()
    version = serializers.CharField(allow_null=True)
    available = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField(), allow_null=True, help_text="BCP 47")


class LanguageSerializer(serializers.Serializer[dict[str, Any]]):
    """A language that can be read here and now."""

    tag = serializers.CharField(help_text="BCP 47")
    name = serializers.CharField()


class OutputFormatSerializer(serializers.Serializer[dict[str, Any]]):
    """A format in which a result can be fetched."""

    name = serializers.CharField()
    media_type = serializers.CharField()
    extension = serializers.CharField()
    title = serializers.CharField()


class OptionDescriptionSerializer(serializers.Serializer[dict[str, Any]]):
    """An option of a call that reads; ``schema`` is a JSON schema."""

    name = serializers.CharField()
    default = serializers.JSONField()
    description = serializers.CharField()
    schema = serializers.DictField()


class CapabilitiesSerializer(serializers.Serializer[dict[str, Any]]):
    """The abilities and the limits of this installation."""

    version = serializers.CharField()
    engines = AvailableEngineSerializer(many=True)
    default_engine = serializers.CharField()
    languages = LanguageSerializer(many=True)
    input_formats = serializers.ListField(child=serializers.CharField())
    output_formats = OutputFormatSerializer(many=True)
    picture_formats = serializers.ListField(child=serializers.CharField())
    limits = serializers.DictField(child=serializers.FloatField(allow_null=True))
    options = OptionDescriptionSerializer(many=True)
    features = serializers.DictField(child=serializers.BooleanField())
