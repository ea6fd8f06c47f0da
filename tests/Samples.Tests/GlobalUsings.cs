global using Shared.Authoring;
