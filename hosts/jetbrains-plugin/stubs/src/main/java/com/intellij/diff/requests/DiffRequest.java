package com.intellij.diff.requests;

import com.intellij.openapi.util.UserDataHolderBase;

public abstract class DiffRequest extends UserDataHolderBase {
}
